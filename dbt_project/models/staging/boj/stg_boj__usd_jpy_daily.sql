{{ stage('boj__usd_jpy_daily') }}
