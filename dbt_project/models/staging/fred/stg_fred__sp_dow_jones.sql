{{ stage('fred__sp_dow_jones') }}
