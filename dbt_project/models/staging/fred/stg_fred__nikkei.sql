{{ stage('fred__nikkei') }}
