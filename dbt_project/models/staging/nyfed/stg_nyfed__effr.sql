{{ stage('nyfed__effr') }}
