{{ stage('fred__rate_spreads') }}
