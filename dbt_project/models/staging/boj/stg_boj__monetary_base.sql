{{ stage('boj__monetary_base') }}
