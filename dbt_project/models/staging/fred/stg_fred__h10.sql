{{ stage('fred__h10') }}
