{{ stage('bok__portfolio_flows') }}
