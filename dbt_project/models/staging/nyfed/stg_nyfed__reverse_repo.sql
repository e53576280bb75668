{{ stage('nyfed__reverse_repo') }}
