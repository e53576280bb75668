{{ stage('ecb__gold_holdings') }}
