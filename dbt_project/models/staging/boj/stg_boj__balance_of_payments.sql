{{ stage('boj__balance_of_payments') }}
