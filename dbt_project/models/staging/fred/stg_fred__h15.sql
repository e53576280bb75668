{{ stage('fred__h15') }}
