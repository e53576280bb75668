{{ stage('bok__base_rate') }}
