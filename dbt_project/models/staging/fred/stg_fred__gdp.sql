{{ stage('fred__gdp') }}
