{{ stage('boj__call_rate_daily') }}
