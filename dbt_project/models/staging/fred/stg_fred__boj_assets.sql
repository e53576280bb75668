{{ stage('fred__boj_assets') }}
