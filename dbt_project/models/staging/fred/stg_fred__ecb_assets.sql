{{ stage('fred__ecb_assets') }}
