{{ stage('fred__money_market') }}
