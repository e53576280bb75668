{{ stage('mof_japan__official_reserves') }}
