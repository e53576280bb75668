{{ stage('fred__bis_government_debt') }}
