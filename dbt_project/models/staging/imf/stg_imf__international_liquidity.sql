{{ stage('imf__international_liquidity') }}
