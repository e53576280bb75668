{{ stage('fred__h6') }}
