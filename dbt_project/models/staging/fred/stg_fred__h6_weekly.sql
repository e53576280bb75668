{{ stage('fred__h6_weekly') }}
