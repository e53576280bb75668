{{ stage('nyfed__standing_repo') }}
