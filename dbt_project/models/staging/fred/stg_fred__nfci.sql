{{ stage('fred__nfci') }}
