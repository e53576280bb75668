{{ stage('safe__official_reserves') }}
