{{ stage('fred__oecd_rates') }}
