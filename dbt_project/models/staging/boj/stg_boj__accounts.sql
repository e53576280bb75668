{{ stage('boj__accounts') }}
