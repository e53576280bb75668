{{ stage('fred__ice_bofa') }}
