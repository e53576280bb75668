{{ stage('imf__reserve_values') }}
