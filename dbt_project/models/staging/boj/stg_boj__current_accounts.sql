{{ stage('boj__current_accounts') }}
