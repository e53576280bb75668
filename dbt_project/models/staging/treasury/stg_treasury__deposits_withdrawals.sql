{{ stage('treasury__deposits_withdrawals') }}
