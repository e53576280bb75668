{{ stage('fred__h41') }}
