{{ stage('bok__market_rates') }}
