{{ stage('fred__stlfsi') }}
