{{ stage('fred__cboe') }}
