{{ stage('boj__usd_jpy_monthly') }}
