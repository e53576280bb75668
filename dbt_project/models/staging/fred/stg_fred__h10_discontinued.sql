{{ stage('fred__h10_discontinued') }}
