{{ stage('bok__fx_reserves') }}
