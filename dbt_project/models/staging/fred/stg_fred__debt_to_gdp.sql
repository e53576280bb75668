{{ stage('fred__debt_to_gdp') }}
