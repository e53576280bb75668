{{ stage('fred__on_repo') }}
