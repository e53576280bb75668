{{ stage('treasury__interest_expense') }}
