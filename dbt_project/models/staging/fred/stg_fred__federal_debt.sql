{{ stage('fred__federal_debt') }}
