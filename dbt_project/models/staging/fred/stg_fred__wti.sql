{{ stage('fred__wti') }}
