{{ stage('fred__h41_factors') }}
