{{ stage('bok__kospi') }}
