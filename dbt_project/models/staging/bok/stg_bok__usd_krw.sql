{{ stage('bok__usd_krw') }}
