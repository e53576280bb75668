{{ stage('boj__basic_loan_rate') }}
