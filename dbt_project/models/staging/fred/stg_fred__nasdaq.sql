{{ stage('fred__nasdaq') }}
