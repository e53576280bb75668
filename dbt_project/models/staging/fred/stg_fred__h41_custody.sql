{{ stage('fred__h41_custody') }}
