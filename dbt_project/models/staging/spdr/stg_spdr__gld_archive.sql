{{ stage('spdr__gld_archive') }}
