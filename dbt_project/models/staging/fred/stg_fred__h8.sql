{{ stage('fred__h8') }}
