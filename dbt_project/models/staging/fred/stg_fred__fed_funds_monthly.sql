{{ stage('fred__fed_funds_monthly') }}
