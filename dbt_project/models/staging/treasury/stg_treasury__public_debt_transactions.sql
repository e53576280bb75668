{{ stage('treasury__public_debt_transactions') }}
