{{ stage('boj__call_rate_monthly') }}
